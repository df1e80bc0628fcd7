package dev.larder.cli.console;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them. K, M, G and T are powers of 1024. */
public final class ByteSizes {
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,6})?)\\s*([KMGT]?)(?:i?B)?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = " KMGT";
  private static final double STEP = 1024;

  private ByteSizes() {}

  /**
   * Reads a size: "512", "64K", "1.5M", "2GiB".
   *
   * @throws IllegalArgumentException when it is none
   */
  public static long parse(String text) {
    Matcher size = SIZE.matcher(text.strip());
    if (!size.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a size: write 512, 64K, 10M or 2G");
    }
    String unit = size.group(2).toUpperCase(Locale.ROOT);
    int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit);
    try {
      return new BigDecimal(size.group(1))
          .multiply(BigDecimal.valueOf(1L << (10 * power)))
          .toBigInteger()
          .longValueExact();
    } catch (ArithmeticException tooLarge) {
      throw new IllegalArgumentException("'" + text + "' is too large", tooLarge);
    }
  }

  /** About the same for people: "0 B", "1.5 KiB", "234 MiB". */
  public static String rough(long bytes) {
    double value = bytes;
    int unit = 0;
    while (Math.abs(value) >= 999.5 && unit < UNITS.length() - 1) {
      value /= STEP;
      unit++;
    }
    if (unit == 0) {
      return bytes + " B";
    }
    String number =
        String.format(Locale.ROOT, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value);
    return number + " " + UNITS.charAt(unit) + "iB";
  }
}
