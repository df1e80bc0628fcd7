package dev.larder.transport;

import static dev.larder.transport.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Duration;
import dev.larder.v1.FillOptions;
import dev.larder.v1.FillRole;
import dev.larder.v1.FillTicket;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.RenewFillRequest;
import io.grpc.Status.Code;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases on a server that lets nobody have one for as long as whoever names none has. */
class FillLeasesTest {
  private static final int LONGEST = 5;

  private TestingServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server =
        TestingServer.start(directory, new TestingSettings().with("fill-max-lease", LONGEST + "s"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private FillTicket lead(FillOptions.Builder fill) {
    return server
        .cache()
        .getObject(
            GetObjectRequest.newBuilder()
                .setKey(Requests.KEY)
                .setFill(fill.setAcquire(true))
                .build())
        .getFill();
  }

  private static Duration seconds(int seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  @Test
  void lease_thatIsNotNamed_isTheLongest() {
    FillTicket leader = lead(FillOptions.newBuilder());
    assertEquals(FillRole.FILL_ROLE_LEADER, leader.getRole());
    assertEquals(seconds(LONGEST), leader.getExpiresIn());
    RenewFillRequest renewal = RenewFillRequest.newBuilder().setToken(leader.getToken()).build();
    assertEquals(seconds(LONGEST), server.cache().renewFill(renewal).getExpiresIn());
  }

  @Test
  void lease_thatIsNamed_isRefusedBeyondTheLongest() {
    assertFails(
        Code.INVALID_ARGUMENT,
        "POLICY_INVALID",
        () -> lead(FillOptions.newBuilder().setLease(seconds(LONGEST + 1))));
    FillTicket leader = lead(FillOptions.newBuilder().setLease(seconds(LONGEST - 1)));
    assertEquals(seconds(LONGEST - 1), leader.getExpiresIn());
  }
}
