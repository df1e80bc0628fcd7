package dev.larder.integration;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Clients that ask for a key at once. */
interface Herd extends AutoCloseable {
  /** How many they are. */
  int size();

  /**
   * Has each ask for the object of this id. Its line is "answer SOURCE MILLISECONDS VALUE" or
   * "failure MESSAGE".
   */
  List<CompletableFuture<String>> ask(String id);

  @Override
  void close();
}
