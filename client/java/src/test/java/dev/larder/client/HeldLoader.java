package dev.larder.client;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A loader that answers when it is told to. */
final class HeldLoader implements AsyncLoader<String> {
  final AtomicInteger calls = new AtomicInteger();
  private final BlockingQueue<CompletableFuture<Loaded<String>>> held = new LinkedBlockingQueue<>();

  @Override
  public CompletableFuture<Loaded<String>> load(Key key) {
    calls.incrementAndGet();
    CompletableFuture<Loaded<String>> answer = new CompletableFuture<>();
    held.add(answer);
    return answer;
  }

  CompletableFuture<Loaded<String>> next() throws InterruptedException {
    CompletableFuture<Loaded<String>> next = held.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("the loader was not called");
    }
    return next;
  }
}
