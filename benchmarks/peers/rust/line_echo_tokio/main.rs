//! Each line goes back to who sent it: tokio on one thread, LinesCodec. Prints its port.
use futures::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::codec::{Framed, LinesCodec};

async fn serve(client: TcpStream) {
    let _ = client.set_nodelay(true);
    let mut lines = Framed::new(client, LinesCodec::new_with_max_length(65536));
    while let Some(Ok(line)) = lines.next().await {
        // Gathered while more lines are there, sent when they are not: as the others do.
        if SinkExt::<String>::feed(&mut lines, line).await.is_err() {
            return;
        }
        if !lines.read_buffer().contains(&b'\n') && SinkExt::<String>::flush(&mut lines).await.is_err() {
            return;
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    loop {
        let (client, _) = listener.accept().await?;
        tokio::spawn(serve(client));
    }
}
