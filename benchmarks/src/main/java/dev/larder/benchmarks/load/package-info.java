/** The loads that servers are put under. */
@NullMarked
package dev.larder.benchmarks.load;

import org.jspecify.annotations.NullMarked;
