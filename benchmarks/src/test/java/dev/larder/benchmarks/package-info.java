/** The report. */
@NullMarked
package dev.larder.benchmarks;

import org.jspecify.annotations.NullMarked;
