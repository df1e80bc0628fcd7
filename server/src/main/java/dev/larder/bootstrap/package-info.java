/**
 * Puts the server together, starts it and stops it; the command line. Nobody imports this package.
 */
@NullMarked
package dev.larder.bootstrap;

import org.jspecify.annotations.NullMarked;
