/**
 * The wire: gRPC in, words of {@code model} and {@code cache} out, and back. The only package that
 * knows gRPC and protobuf.
 *
 * <p>Services run on the event loops and never wait: what may take long is handed on, and answered
 * from the thread that finishes it. Requests and answers whose payloads are large are converted on
 * {@link dev.larder.transport.PayloadWork}.
 */
@NullMarked
package dev.larder.transport;

import org.jspecify.annotations.NullMarked;
