package dev.larder.cli.transfer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which ids have come already: 128 bits of the SHA-256 of each, in a table that is at most half
 * full, so a million ids take 32 to 64 MB however long they are. That two ids should be taken for
 * one is less likely than a fault of the memory. For one thread.
 */
final class SeenIds {
  private static final int FIRST_SLOTS = 1 << 10;

  private final MessageDigest digest;
  // Two numbers a slot; both are 0 in an empty one.
  private long[] slots = new long[2 * FIRST_SLOTS];
  private int count;

  SeenIds() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Takes an id; answers false when it came before. */
  boolean add(String id) {
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(id.getBytes(StandardCharsets.UTF_8)));
    // No id has the mark of an empty slot.
    boolean isNew = place(slots, hash.getLong() | 1, hash.getLong());
    if (isNew && ++count > slots.length / 4) {
      grow();
    }
    return isNew;
  }

  private static boolean place(long[] slots, long high, long low) {
    int mask = slots.length / 2 - 1;
    int slot = (int) low & mask;
    while (slots[2 * slot] != 0) {
      if (slots[2 * slot] == high && slots[2 * slot + 1] == low) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    slots[2 * slot] = high;
    slots[2 * slot + 1] = low;
    return true;
  }

  private void grow() {
    long[] larger = new long[2 * slots.length];
    for (int index = 0; index < slots.length; index += 2) {
      if (slots[index] != 0) {
        var unused = place(larger, slots[index], slots[index + 1]);
      }
    }
    slots = larger;
  }
}
