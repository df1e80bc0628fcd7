/**
 * JMH benchmarks of the server's parts, within one process: what each costs in time and in bytes
 * allocated.
 *
 * <p>Most of what they measure is package-private, and should stay so. Hence a few classes of this
 * module stand in the server's packages, {@link dev.larder.cache.CacheParts} and {@link
 * dev.larder.transport.WithoutNetwork}, and hand on just what is measured. They are in packages of
 * the same name because the jars are no modules and Java then lets them in; the benchmarks
 * themselves are all here, where one pattern finds them. They carry {@code @NullMarked} themselves:
 * a second package-info for a package of the server would take the place of the first in the
 * runnable jar.
 */
@NullMarked
package dev.larder.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
