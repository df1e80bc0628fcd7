/** What is measured, a class for each chapter of the report. */
@NullMarked
package dev.larder.benchmarks.experiment;

import org.jspecify.annotations.NullMarked;
