/** The program {@code benchmarks.jar}: what the product reaches, by counts and against peers. */
package io.tsdb.benchmarks;
