// Links by the tokenizer of golang.org/x/net/html: for each file on standard input, prints how many a[href] it has and the sum
// of their lengths.
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"os"

	"golang.org/x/net/html"
)

func href(tokenizer *html.Tokenizer) (value string, found bool) {
	name, more := tokenizer.TagName()
	if string(name) != "a" {
		return "", false
	}
	for more {
		var key, text []byte
		key, text, more = tokenizer.TagAttr()
		if string(key) == "href" {
			return string(text), true
		}
	}
	return "", false
}

func countLinks(path string) (links, length int) {
	page, err := os.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	defer page.Close()
	tokenizer := html.NewTokenizer(bufio.NewReaderSize(page, 65536))
	for {
		switch tokenizer.Next() {
		case html.ErrorToken:
			if tokenizer.Err() != io.EOF {
				log.Fatal(tokenizer.Err())
			}
			return links, length
		case html.StartTagToken, html.SelfClosingTagToken:
			if value, found := href(tokenizer); found {
				links++
				length += len(value)
			}
		}
	}
}

func main() {
	for requests := bufio.NewScanner(os.Stdin); requests.Scan(); {
		fmt.Println(countLinks(requests.Text()))
	}
}
