/** Measures Larder against its floor, the seed's designs and its peers. */
@NullMarked
package dev.larder.benchmarks;

import org.jspecify.annotations.NullMarked;
