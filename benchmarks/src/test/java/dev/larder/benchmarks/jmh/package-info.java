/** Tests of the benchmarks of the parts, and bounds on what the parts cost. */
@NullMarked
package dev.larder.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
