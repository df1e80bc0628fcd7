package dev.larder.store.sqlite;

import dev.larder.concurrent.NamedThreads;
import java.util.List;
import java.util.stream.IntStream;

/** A fixed number of threads that serve a queue until it is closed and used up. */
final class WorkerThreads {
  private final List<Thread> threads;

  WorkerThreads(String name, int count, Runnable service) {
    NamedThreads factory = new NamedThreads(name);
    threads = IntStream.range(0, count).mapToObj(i -> factory.newThread(service)).toList();
    threads.forEach(Thread::start);
  }

  /**
   * Waits until all of them have ended, interrupts or not: only then may what they use be closed.
   */
  void join() {
    boolean interrupted = false;
    for (Thread thread : threads) {
      interrupted |= joinHoldingInterrupts(thread);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean joinHoldingInterrupts(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }
}
