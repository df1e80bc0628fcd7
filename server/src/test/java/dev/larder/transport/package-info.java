/** Tests of the wire, most of them against a real server on a real socket. */
@NullMarked
package dev.larder.transport;

import org.jspecify.annotations.NullMarked;
