/** The report. */
@NullMarked
package dev.larder.benchmarks.report;

import org.jspecify.annotations.NullMarked;
