/** Servers and programs that run as processes of their own. */
@NullMarked
package dev.larder.benchmarks.process;

import org.jspecify.annotations.NullMarked;
