/** What tests of several packages need. */
@NullMarked
package dev.larder.benchmarks.testing;

import org.jspecify.annotations.NullMarked;
