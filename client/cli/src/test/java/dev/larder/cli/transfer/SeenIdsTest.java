package dev.larder.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SeenIdsTest {
  private static final int IDS = 50_000;

  @Test
  void add_ofManyIds_answersAsASetDoes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Set<String> expected = new HashSet<>();
    SeenIds seen = new SeenIds();
    for (int index = 0; index < IDS; index++) {
      String id = "U" + random.nextInt(IDS);
      assertEquals(expected.add(id), seen.add(id), id + ", seed " + seed);
    }
  }
}
