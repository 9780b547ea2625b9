//! Compiles `gazetteers/*.tsv` into one block of bytes that the program holds (see src/gazetteer/image.rs).

// The compiler of gazetteers is the program's own; what only the program uses of these files is unused here.
#[allow(dead_code, unreachable_pub, reason = "shared with the library")]
#[path = "src/gazetteer"]
mod gazetteer {
    pub(crate) mod hash;
    pub(crate) mod image;
    pub(crate) mod kind;
    pub(crate) mod row;
    pub(crate) mod words;
}

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

use crate::gazetteer::{image, row, words};

fn main() {
    println!("cargo::rerun-if-changed=gazetteers");
    println!("cargo::rerun-if-changed=src/gazetteer");
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=models");
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let rules = rule_files(&manifest).expect("the folder of rules can be read");
    fs::write(out.join("rule_files.rs"), rules).expect("cargo's folder can be written");
    for folder in ["models", "rules", "gazetteers"] {
        let version = digest(&manifest.join(folder)).expect("the folder can be read");
        println!("cargo::rustc-env=WHOWHOM_{}={version:016x}", folder.to_uppercase());
    }
    let target = out.join("gazetteers.bin");
    match compile(&manifest.join("gazetteers")) {
        Ok(bytes) => fs::write(target, bytes).expect("cargo's folder can be written"),
        Err(errors) => {
            for error in errors {
                println!("cargo::error={error}");
            }
            process::exit(1);
        }
    }
}

/// A hash of the names and contents of a folder's files: a store says with what it was made.
fn digest(folder: &Path) -> std::io::Result<u64> {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.retain(|file| file.extension().is_some_and(|e| e == "tsv" || e == "rule" || e == "bin"));
    files.sort();
    let mut hash = 0;
    for file in files {
        let name = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().into_owned();
        for bytes in [name.as_bytes(), &fs::read(&file)?] {
            hash = gazetteer::hash::mix(hash, bytes.len() as u64);
            for eight in bytes.chunks(8) {
                let number = eight.iter().fold(0, |all, byte| all << 8 | u64::from(*byte));
                hash = gazetteer::hash::mix(hash, number);
            }
        }
    }
    Ok(hash)
}

/// Files of tables begin so; all rules and all of `rules/lexicon` are read.
const TABLES: [&str; 5] = ["lexicon", "word_classes", "relations.", "prepositions.", "no_open."];

/// Writes the list of the files of rules, so that a new one needs no line of Rust.
fn rule_files(manifest: &Path) -> std::io::Result<String> {
    let mut names = Vec::new();
    for folder in ["rules", "rules/lexicon"] {
        let Ok(entries) = fs::read_dir(manifest.join(folder)) else { continue };
        for entry in entries {
            let path = entry?.path();
            let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let extension = path.extension().and_then(|extension| extension.to_str());
            let is_table = folder != "rules" || TABLES.iter().any(|start| file.starts_with(start));
            if extension == Some("rule") || (extension == Some("tsv") && is_table) {
                names.push(format!("{folder}/{file}"));
            }
        }
    }
    names.sort();
    let mut text = "const FILES: &[(&str, &str)] = &[\n".to_owned();
    for name in names {
        let path = manifest.join(&name).display().to_string();
        writeln!(text, "    ({name:?}, include_str!({path:?})),").map_err(std::io::Error::other)?;
    }
    Ok(text + "];\n")
}

fn compile(folder: &Path) -> Result<Vec<u8>, Vec<String>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(|error| vec![format!("{}: {error}", folder.display())])?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "tsv"))
        .collect();
    files.sort();
    let (mut rows, mut lists, mut errors) = (Vec::new(), words::WordLists::default(), Vec::new());
    for path in files {
        let name = path.file_name().map(|n| format!("gazetteers/{}", n.to_string_lossy())).unwrap_or_default();
        let text = fs::read_to_string(&path).map_err(|error| vec![format!("{name}: {error}")])?;
        let result = if words::is_word_list(&name) {
            lists.read(&name, &text)
        } else if text.starts_with(row::FIRST_LINE) {
            row::parse(&name, &text).map(|parsed| rows.extend(parsed))
        } else {
            Ok(()) // SOURCES.tsv, titles.tsv and ministries.tsv are read elsewhere.
        };
        errors.extend(result.err().unwrap_or_default().iter().map(ToString::to_string));
    }
    errors.extend(row::duplicate_ids(&rows).into_iter().map(|id| format!("id \"{id}\" stands in two files")));
    if !errors.is_empty() {
        return Err(errors);
    }
    image::compile(rows, &lists.words).map_err(|error| vec![error])
}
