/** The binding for YCSB. */
@NullMarked
package dev.larder.benchmarks.ycsb;

import org.jspecify.annotations.NullMarked;
