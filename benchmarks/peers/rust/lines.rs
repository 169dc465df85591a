//! Lines by `BufRead`: for each port on standard input, prints how many lines came and the sum of their lengths.
//! With the argument `strings` each line is a `String` of `lines()`, otherwise bytes of `read_until` in one reused buffer.
use std::io::{stdin, BufRead, BufReader, Result};
use std::net::TcpStream;

fn count_bytes(mut reader: impl BufRead) -> Result<(u64, u64)> {
    let (mut lines, mut length) = (0, 0);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        lines += 1;
        length += line.len() as u64;
        line.clear();
    }
    Ok((lines, length))
}

fn count_strings(reader: impl BufRead) -> Result<(u64, u64)> {
    let (mut lines, mut length) = (0, 0);
    for line in reader.lines() {
        lines += 1;
        length += line?.len() as u64;
    }
    Ok((lines, length))
}

fn main() -> Result<()> {
    let strings = std::env::args().nth(1).as_deref() == Some("strings");
    for request in stdin().lock().lines() {
        let port: u16 = request?.parse().expect("a port");
        let reader = BufReader::with_capacity(65536, TcpStream::connect(("127.0.0.1", port))?);
        let (lines, length) = if strings {
            count_strings(reader)?
        } else {
            count_bytes(reader)?
        };
        println!("{lines} {length}");
    }
    Ok(())
}
