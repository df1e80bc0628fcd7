/** The command line against real servers. */
@NullMarked
package dev.larder.integration.cli;

import org.jspecify.annotations.NullMarked;
