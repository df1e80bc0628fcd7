package dev.larder.cli.transfer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.larder.cli.console.FileFailure;
import dev.larder.cli.console.JsonLine;
import dev.larder.cli.console.UsageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * How far an import came, kept in a file.
 *
 * @param origin what is imported, and to where; another import's checkpoint is refused
 * @param records every record up to this number is done
 * @param imported how many of them were stored
 * @param bad how many were bad
 */
record Checkpoint(String origin, long records, long imported, long bad) {
  /** Of an import that has not begun. */
  static Checkpoint none(String origin) {
    return new Checkpoint(origin, 0, 0, 0);
  }

  /**
   * Reads the checkpoint of an import; none where there is no file.
   *
   * @throws IOException when it cannot be read, or there is no folder to write it to
   */
  static Checkpoint read(Path file, String origin) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException missing) {
      // Found out now, and not when the first records are stored and cannot be noted.
      Path folder = file.toAbsolutePath().getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw missing;
      }
      return none(origin);
    } catch (IOException failure) {
      throw FileFailure.of(file, failure);
    }
    Checkpoint found = parse(file, text);
    if (!found.origin.equals(origin)) {
      throw new UsageException(
          file
              + " is the checkpoint of another import ("
              + found.origin
              + "): name another --resume file");
    }
    return found;
  }

  private static Checkpoint parse(Path file, String text) throws IOException {
    String origin = "";
    long[] counts = new long[3];
    try (JsonParser parser = Json.FACTORY.createParser(text)) {
      boolean isObject = parser.nextToken() == JsonToken.START_OBJECT;
      while (isObject && parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "origin" -> origin = parser.getText();
          case "records" -> counts[0] = parser.getLongValue();
          case "imported" -> counts[1] = parser.getLongValue();
          case "bad" -> counts[2] = parser.getLongValue();
          default -> parser.skipChildren();
        }
      }
    } catch (JsonProcessingException malformed) {
      throw new UsageException(
          file + " is not a checkpoint: name another --resume file", malformed);
    }
    return new Checkpoint(origin, counts[0], counts[1], counts[2]);
  }

  /**
   * Puts this in place of what was there, at once: whoever reads the file sees the one or the
   * other.
   */
  void write(Path file) throws IOException {
    try {
      replace(file);
    } catch (IOException failure) {
      // It may be of the file beside, of which the user knows nothing.
      throw FileFailure.of(file, failure);
    }
  }

  private void replace(Path file) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap((text() + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private String text() {
    return new JsonLine()
        .with("origin", origin)
        .with("records", records)
        .with("imported", imported)
        .with("bad", bad)
        .text();
  }
}
