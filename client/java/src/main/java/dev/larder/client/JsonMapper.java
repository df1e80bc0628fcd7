package dev.larder.client;

import java.util.Objects;

/** JSON by whatever library the program uses. May be called by any thread. */
public interface JsonMapper<T> {
  /** The value as JSON text. */
  String toJson(T value) throws Exception;

  /** The value of a JSON text. */
  T fromJson(String json) throws Exception;

  /**
   * A mapper of two functions: {@code JsonMapper.of(jackson::writeValueAsString, json ->
   * jackson.readValue(json, User.class))}.
   */
  static <T> JsonMapper<T> of(Writer<T> writer, Reader<T> reader) {
    return new FunctionalJsonMapper<>(
        Objects.requireNonNull(writer, "writer"), Objects.requireNonNull(reader, "reader"));
  }

  /** Writes a value as JSON text. */
  @FunctionalInterface
  interface Writer<T> {
    /** The value as JSON text. */
    String write(T value) throws Exception;
  }

  /** Reads a value from JSON text. */
  @FunctionalInterface
  interface Reader<T> {
    /** The value of a JSON text. */
    T read(String json) throws Exception;
  }
}
