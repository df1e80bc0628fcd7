package dev.larder.client;

/** A mapper of two functions. */
record FunctionalJsonMapper<T>(Writer<T> writer, Reader<T> reader) implements JsonMapper<T> {
  @Override
  public String toJson(T value) throws Exception {
    return writer.write(value);
  }

  @Override
  public T fromJson(String json) throws Exception {
    return reader.read(json);
  }
}
