package dev.larder.cli.transfer;

import dev.larder.client.CachedObject;
import dev.larder.client.Codec;
import dev.larder.client.Key;
import dev.larder.client.LarderClient;
import dev.larder.client.LarderException;
import dev.larder.client.Lookup;
import dev.larder.client.Page;
import dev.larder.client.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Writes the objects of a kind, asking for the next page while it writes one. For one thread. */
final class Exporter {
  private final LarderClient client;
  private final ExportRecord record;
  private final ExportOutput output;
  private final AtomicLong written;
  private final Duration longestWait;

  /**
   * Counts what it has written, for whoever shows progress.
   *
   * @param longestWait how long to wait for a page; longer than the client's deadline, which says
   *     better what went wrong
   */
  Exporter(
      LarderClient client,
      ExportRecord record,
      ExportOutput output,
      AtomicLong written,
      Duration longestWait) {
    this.client = client;
    this.record = record;
    this.output = output;
    this.written = written;
    this.longestWait = longestWait;
  }

  /** Writes what the lookup finds; only what comes after {@code last} when that is not null. */
  void export(Lookup lookup, @Nullable Key last) throws IOException, InterruptedException {
    CompletableFuture<Page<CachedObject<Payload>>> next =
        client.lookup(lookup, Codec.payload(), "");
    for (boolean more = true; more; ) {
      Page<CachedObject<Payload>> page = await(next);
      more = page.hasNext();
      if (more) {
        next = client.lookup(lookup, Codec.payload(), page.nextPageToken());
      }
      for (CachedObject<Payload> object : page.items()) {
        if (last == null || isAfter(object.key(), last)) {
          write(object);
        }
      }
    }
  }

  private void write(CachedObject<Payload> object) throws IOException {
    byte[] bytes = record.bytes(object, written.get() == 0);
    if (bytes.length > 0) {
      output.write(bytes);
    }
    written.incrementAndGet();
  }

  // The order of the server: byte by byte.
  private static boolean isAfter(Key key, Key last) {
    byte[] left = key.id().getBytes(StandardCharsets.UTF_8);
    byte[] right = last.id().getBytes(StandardCharsets.UTF_8);
    return Arrays.compareUnsigned(left, right) > 0;
  }

  private <T> T await(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get(longestWait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException lost) {
      future.cancel(true);
      throw new IllegalStateException("a call did not end at its deadline", lost);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof LarderException known) {
        throw known;
      }
      throw new CompletionException(failure.getCause());
    }
  }
}
