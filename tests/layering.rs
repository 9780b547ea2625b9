use std::path::{Path, PathBuf};

fn rust_files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

#[test]
fn a_module_imports_only_modules_declared_above_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let lib = std::fs::read_to_string(src.join("lib.rs")).unwrap();
    let order: Vec<&str> = lib.lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(order.len() > 10);
    let position = |name: &str| order.iter().position(|m| *m == name);
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    for file in files {
        let below = file.strip_prefix(&src).unwrap().to_string_lossy().into_owned();
        let own = below.split(['/', '.']).next().unwrap();
        let Some(own_position) = position(own) else { continue };
        let text = std::fs::read_to_string(&file).unwrap();
        for (_, rest) in text.match_indices("crate::").map(|(at, _)| text.split_at(at + 7)) {
            let module: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let above = position(&module).is_some_and(|p| p <= own_position);
            assert!(above, "{below} imports crate::{module}, which is declared below {own}");
        }
    }
}
