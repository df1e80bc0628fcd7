/** What the server says about itself: its log, its version, its uptime. */
@NullMarked
package dev.larder.observability;

import org.jspecify.annotations.NullMarked;
