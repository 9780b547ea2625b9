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
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let rules = rule_files(&manifest).expect("the folder of rules can be read");
    fs::write(out.join("rule_files.rs"), rules).expect("cargo's folder can be written");
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
