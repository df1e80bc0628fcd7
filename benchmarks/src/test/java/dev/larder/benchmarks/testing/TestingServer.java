package dev.larder.benchmarks.testing;

import dev.larder.bootstrap.LarderServer;
import dev.larder.config.Setting;
import dev.larder.config.SettingValues;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The product in this process. */
public final class TestingServer {
  private TestingServer() {}

  private record Settings(Map<String, String> given) implements SettingValues {
    @Override
    public <T> @Nullable T find(Setting<T> setting) {
      String text = given.get(setting.name());
      return text == null ? setting.defaultValue() : setting.parser().parse(text);
    }

    @Override
    public <T> T get(Setting<T> setting) {
      return Objects.requireNonNull(find(setting));
    }
  }

  /** Starts it on a free port. */
  public static LarderServer start(Path folder) {
    return LarderServer.start(new Settings(Map.of("data-dir", folder.toString(), "port", "0")));
  }
}
