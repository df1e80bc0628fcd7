/** A load generator: how much a server does, and how long it takes. */
@NullMarked
package dev.larder.cli.bench;

import org.jspecify.annotations.NullMarked;
