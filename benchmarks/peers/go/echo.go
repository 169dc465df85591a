// A goroutine per connection, which the runtime multiplexes by epoll: for each "PORT CONNECTIONS" on standard input, opens so
// many connections, sends back what comes on each until the other side closes it, and prints how many bytes that was.
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"os"
)

func echo(connection net.Conn) (bytes int64) {
	defer connection.Close()
	buffer := make([]byte, 4096)
	for {
		count, err := connection.Read(buffer)
		if err == io.EOF {
			return bytes
		}
		if err == nil {
			_, err = connection.Write(buffer[:count])
		}
		if err != nil {
			log.Fatal(err)
		}
		bytes += int64(count)
	}
}

func main() {
	for requests := bufio.NewScanner(os.Stdin); requests.Scan(); {
		var port, connections int
		if _, err := fmt.Sscan(requests.Text(), &port, &connections); err != nil {
			log.Fatal(err)
		}
		done := make(chan int64)
		for i := 0; i < connections; i++ {
			connection, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
			if err != nil {
				log.Fatal(err)
			}
			go func() { done <- echo(connection) }()
		}
		var bytes int64
		for i := 0; i < connections; i++ {
			bytes += <-done
		}
		fmt.Println(bytes)
	}
}
