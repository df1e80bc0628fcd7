/** The command line {@code larder}: its commands and how their failures are reported. */
@NullMarked
package dev.larder.cli;

import org.jspecify.annotations.NullMarked;
