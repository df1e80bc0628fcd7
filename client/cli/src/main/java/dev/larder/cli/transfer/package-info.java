/**
 * Moving many objects in and out: reading and writing records, and remembering how far that came.
 */
@NullMarked
package dev.larder.cli.transfer;

import org.jspecify.annotations.NullMarked;
