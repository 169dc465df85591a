//! A read loop over `TcpStream`: for each port on standard input, receives until the sender is done and prints how many
//! bytes came.
use std::io::{stdin, BufRead, Read, Result};
use std::net::TcpStream;

fn main() -> Result<()> {
    let mut buffer = [0u8; 65536];
    for request in stdin().lock().lines() {
        let port: u16 = request?.parse().expect("a port");
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        let mut bytes = 0u64;
        loop {
            match stream.read(&mut buffer)? {
                0 => break,
                count => bytes += count as u64,
            }
        }
        drop(stream);
        println!("{bytes}");
    }
    Ok(())
}
