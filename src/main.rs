//! Stand-in for the real command line: `oit read FILE [--plain]`.

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(path) = args.iter().skip(1).find(|a| !a.starts_with("--")) else { return };
    let Ok(bytes) = std::fs::read(path) else { return };
    let hints = oit::extract::Hints { file_name: path, ..Default::default() };
    let document = oit::extract::read(&bytes, &hints);
    let plain = args.iter().any(|a| a == "--plain");
    print!("{}", if plain { oit::extract::show::plain(&document) } else { oit::extract::show::pretty(&document) });
}
