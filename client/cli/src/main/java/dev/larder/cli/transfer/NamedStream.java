package dev.larder.cli.transfer;

import dev.larder.cli.console.FileFailure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream whose failures name what it reads, those of unpacking it too. */
final class NamedStream extends FilterInputStream {
  private final String name;

  NamedStream(String name, InputStream stream) {
    super(stream);
    this.name = name;
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (IOException failure) {
      throw FileFailure.of(name, failure);
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return super.read(target, offset, length);
    } catch (IOException failure) {
      throw FileFailure.of(name, failure);
    }
  }
}
