//! A registry on loopback that serves one crate to whoever has its token.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::thread;

use sha2::{Digest as _, Sha256};

/// The crate `basket` 1.0.0, packed.
pub(crate) fn archive(folder: &Path) -> Vec<u8> {
    let package = folder.join("basket-1.0.0");
    fs::create_dir_all(package.join("src")).unwrap();
    fs::write(package.join("src/lib.rs"), "").unwrap();
    let manifest = "[package]\nname = \"basket\"\nversion = \"1.0.0\"\nedition = \"2021\"\nrepository = \"https://github.com/example/basket\"\n";
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    let packed = folder.join("basket.crate");
    let status = Command::new("tar")
        .args(["-czf", packed.to_str().unwrap(), "basket-1.0.0"])
        .current_dir(folder)
        .status()
        .unwrap();
    assert!(status.success());
    fs::read(packed).unwrap()
}

pub(crate) fn digest(archive: &[u8]) -> String {
    Sha256::digest(archive)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// Serve it; the address.
pub(crate) fn serve(archive: Vec<u8>, token: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let url = address.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = answer(stream, &url, &archive, token);
        }
    });
    address
}

fn answer(mut stream: TcpStream, url: &str, archive: &[u8], token: &str) -> std::io::Result<()> {
    let mut path = String::new();
    let mut is_known = false;
    for line in BufReader::new(&stream).lines() {
        let line = line?;
        if path.is_empty() {
            line.split(' ')
                .nth(1)
                .unwrap_or_default()
                .clone_into(&mut path);
        }
        let (name, value) = line.split_once(": ").unwrap_or_default();
        is_known |= name.eq_ignore_ascii_case("authorization") && value == token;
        if line.is_empty() {
            break;
        }
    }
    let index = format!(
        r#"{{"name":"basket","vers":"1.0.0","deps":[],"cksum":"{}","features":{{}},"yanked":false}}"#,
        digest(archive)
    );
    let config = format!(r#"{{"dl":"{url}/dl","auth-required":true}}"#);
    let (status, body): (u16, &[u8]) = match path.as_str() {
        _ if !is_known => (401, b""),
        "/config.json" => (200, config.as_bytes()),
        "/ba/sk/basket" => (200, index.as_bytes()),
        "/dl/basket/1.0.0/download" => (200, archive),
        _ => (404, b""),
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} X\r\nWWW-Authenticate: Cargo login_url=\"{url}\"\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(body)
}
