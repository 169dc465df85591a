// Lines by bufio.Scanner: for each port on standard input, prints how many lines came and the sum of their lengths. With the
// argument "strings" each line is taken as text, otherwise as bytes of the scanner's buffer.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"os"
)

func countLines(port string, asStrings bool) (lines, length int) {
	connection, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	scanner := bufio.NewScanner(connection)
	scanner.Buffer(make([]byte, 65536), 65536)
	for scanner.Scan() {
		lines++
		if asStrings {
			text := scanner.Text()
			length += len(text)
		} else {
			length += len(scanner.Bytes())
		}
	}
	if err := scanner.Err(); err != nil {
		log.Fatal(err)
	}
	return lines, length
}

func main() {
	asStrings := len(os.Args) > 1 && os.Args[1] == "strings"
	for requests := bufio.NewScanner(os.Stdin); requests.Scan(); {
		fmt.Println(countLines(requests.Text(), asStrings))
	}
}
