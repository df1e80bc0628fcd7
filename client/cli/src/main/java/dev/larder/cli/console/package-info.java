/**
 * What all commands share: global options, streams, tables, JSON lines, sizes, durations, progress.
 */
@NullMarked
package dev.larder.cli.console;

import org.jspecify.annotations.NullMarked;
