// Batch normalisation by hand in Go. Stop in the marked line and show x or batch.
package main

import (
	"fmt"
	"math"
)

const (
	rows    = 16
	columns = 8
)

// mean gives the mean of every column.
func mean(x [rows][columns]float64) [columns]float64 {
	var sum [columns]float64
	for _, row := range x {
		for j, value := range row {
			sum[j] += value / rows
		}
	}
	return sum
}

func main() {
	var x [rows][columns]float64
	for i := range x {
		for j := range x[i] {
			x[i][j] = math.Sin(float64(columns*i+j)) * float64(1+j)
		}
	}
	batch := make([][]float64, 12)
	for i := range batch {
		batch[i] = append([]float64{}, x[i][:5]...)
	}
	word := "not a tensor"
	fmt.Println(mean(x), len(batch), word) // stop here
}
