package dev.larder.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.cli.console.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AcknowledgementsTest {
  @TempDir private Path directory;

  @Test
  void checkpoint_whenALaterBatchEndsFirst_waitsForTheEarlierOne() throws IOException {
    Acknowledgements acknowledgements = new Acknowledgements(Checkpoint.none("o"), null);
    Acknowledgements.Pending first = acknowledgements.begin(10);
    Acknowledgements.Pending second = acknowledgements.begin(20);
    acknowledgements.end(second, 9, 1);
    assertEquals(Checkpoint.none("o"), acknowledgements.checkpoint());
    assertEquals(9, acknowledgements.imported());
    acknowledgements.end(first, 10, 0);
    assertEquals(new Checkpoint("o", 20, 19, 1), acknowledgements.checkpoint());
  }

  @Test
  void write_thenRead_isTheSame_andLeavesNothingBeside() throws IOException {
    Path file = directory.resolve("checkpoint");
    Acknowledgements acknowledgements =
        new Acknowledgements(new Checkpoint("a \"b\"", 5, 4, 1), file);
    acknowledgements.end(acknowledgements.begin(7), 2, 0);
    acknowledgements.write();
    assertEquals(new Checkpoint("a \"b\"", 7, 6, 1), Checkpoint.read(file, "a \"b\""));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void read_whereThereIsNoFile_isTheBeginning() throws IOException {
    assertEquals(Checkpoint.none("o"), Checkpoint.read(directory.resolve("none"), "o"));
  }

  @Test
  void read_whereThereIsNoFolder_isRefused() {
    Path file = directory.resolve("none").resolve("checkpoint");
    assertThrows(IOException.class, () -> Checkpoint.read(file, "o"));
  }

  @Test
  void write_whereThereIsNoFolder_namesTheFileAsItWasGiven() {
    Path folder = directory.resolve("none");
    Path file = folder.resolve("checkpoint");
    IOException failure = assertThrows(IOException.class, () -> Checkpoint.none("o").write(file));
    assertEquals(file + ": there is no folder " + folder, failure.getMessage());
  }

  @Test
  void read_ofAnotherImportsCheckpoint_isRefused() throws IOException {
    Path file = directory.resolve("checkpoint");
    new Checkpoint("one", 5, 5, 0).write(file);
    assertThrows(UsageException.class, () -> Checkpoint.read(file, "other"));
    Files.writeString(file, "something else");
    assertThrows(UsageException.class, () -> Checkpoint.read(file, "one"));
  }
}
