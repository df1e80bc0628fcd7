package dev.larder.concurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceStackTest {
  private final ResourceStack stack = new ResourceStack();
  private final List<String> closed = new ArrayList<>();

  @Test
  void close_severalResources_closesTheLastOneFirst() {
    stack.add(() -> closed.add("store"));
    stack.add(() -> closed.add("cache"));
    stack.add(() -> closed.add("transport"));

    stack.close();

    assertEquals(List.of("transport", "cache", "store"), closed);
  }

  @Test
  void close_someFail_closesTheOthersAndTellsAll() {
    IOException first = new IOException("first");
    IllegalStateException second = new IllegalStateException("second");
    stack.add(() -> closed.add("store"));
    stack.add(failing(second));
    stack.add(() -> closed.add("cache"));
    stack.add(failing(first));

    CloseFailedException failure = assertThrows(CloseFailedException.class, stack::close);

    assertEquals(List.of("cache", "store"), closed);
    assertSame(first, failure.getCause());
    assertArrayEquals(new Throwable[] {second}, failure.getSuppressed());
  }

  @Test
  void close_twice_closesOnce() {
    stack.add(() -> closed.add("store"));

    stack.close();
    stack.close();

    assertEquals(List.of("store"), closed);
  }

  @Test
  void add_twice_closesOnce() {
    AutoCloseable store = () -> closed.add("store");
    stack.add(store);
    stack.add(() -> closed.add("cache"));
    stack.add(store);

    stack.close();

    assertEquals(List.of("cache", "store"), closed);
  }

  @Test
  void close_interruptedWhileClosing_staysInterrupted() {
    stack.add(failing(new InterruptedException()));

    assertThrows(CloseFailedException.class, stack::close);

    assertTrue(Thread.interrupted());
  }

  private static AutoCloseable failing(Exception failure) {
    return () -> {
      throw failure;
    };
  }
}
