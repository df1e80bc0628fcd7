/** Test doubles that every package's tests share. */
@NullMarked
package dev.larder.testing;

import org.jspecify.annotations.NullMarked;
