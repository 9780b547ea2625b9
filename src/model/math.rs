//! Exponential functions that give the same bits on every processor: additions and multiplications in one fixed order, which
//! Rust never fuses, and no call of the platform's library.

/// Beyond this the sigmoid is 0 or 1 in single precision.
const LIMIT: f32 = 30.0;

/// Returns e to the power `x`, for `x` between -87 and 87; relative error below 3e-7.
///
/// The power of two is split off (Cody and Waite 1980, chapter 6), the rest is a Taylor polynomial of degree 6.
#[inline]
pub(crate) fn exp(x: f32) -> f32 {
    /// Adding and taking away 1.5 times 2^23 rounds to a whole number.
    const ROUND: f32 = 12_582_912.0;
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let power = shifted - ROUND;
    let r = x - power * LN2_HIGH - power * LN2_LOW;
    let r2 = r * r;
    let high = (1.0 / 24.0 + r * (1.0 / 120.0)) + r2 * (1.0 / 720.0);
    let low = 0.5 + r * (1.0 / 6.0);
    let poly = 1.0 + r + r2 * (low + r2 * high);
    // The low bits of `shifted` hold the whole number; as an exponent they scale the result.
    let scale = f32::from_bits(shifted.to_bits().wrapping_add(127).wrapping_shl(23));
    poly * scale
}

/// Returns 1 / (1 + e^-x).
#[inline]
pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp((-x).clamp(-LIMIT, LIMIT)))
}

/// Returns the hyperbolic tangent.
#[inline]
pub(crate) fn tanh(x: f32) -> f32 {
    1.0 - 2.0 / (1.0 + exp((2.0 * x).clamp(-LIMIT, LIMIT)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_agree_with_double_precision() {
        for step in -8_600..8_600_i16 {
            let x = f32::from(step) * 0.01;
            let wide = f64::from(x);
            assert!((f64::from(exp(x)) / wide.exp() - 1.0).abs() < 3e-7, "exp {x}");
            assert!((f64::from(sigmoid(x)) - 1.0 / (1.0 + (-wide).exp())).abs() < 2e-7, "sigmoid {x}");
            assert!((f64::from(tanh(x)) - wide.tanh()).abs() < 3e-7, "tanh {x}");
        }
        assert_eq!((sigmoid(1e30), tanh(-1e30)), (1.0, -1.0));
    }
}
