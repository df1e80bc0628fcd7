/** Larder for YCSB, the load of "Benchmarking Cloud Serving Systems with YCSB", 2010. */
@NullMarked
package dev.larder.benchmarks.ycsb;

import org.jspecify.annotations.NullMarked;
