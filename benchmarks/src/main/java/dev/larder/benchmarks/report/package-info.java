/** The report: chapters, goals and charts. */
@NullMarked
package dev.larder.benchmarks.report;

import org.jspecify.annotations.NullMarked;
