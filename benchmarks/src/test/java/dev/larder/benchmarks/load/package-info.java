/** The load generator against a server in this process. */
@NullMarked
package dev.larder.benchmarks.load;

import org.jspecify.annotations.NullMarked;
