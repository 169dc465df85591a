// A read loop over net.Conn: for each port on standard input, receives until the sender is done and prints how many bytes
// came.
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"os"
)

func receive(port string) int64 {
	connection, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	var bytes int64
	buffer := make([]byte, 65536)
	for {
		count, err := connection.Read(buffer)
		bytes += int64(count)
		if err == io.EOF {
			return bytes
		}
		if err != nil {
			log.Fatal(err)
		}
	}
}

func main() {
	for requests := bufio.NewScanner(os.Stdin); requests.Scan(); {
		fmt.Println(receive(requests.Text()))
	}
}
