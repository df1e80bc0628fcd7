/**
 * What the product is measured against on its own stack: the floor, and the designs of the seed.
 */
@NullMarked
package dev.larder.benchmarks.baseline;

import org.jspecify.annotations.NullMarked;
