import Shared

/// All that is said in English.
struct English: Language {
  let code = "en"
  let notKnown = "not known"

  func duration(_ seconds: Double) -> String {
    let parts = DurationParts(seconds)
    func unit(_ count: Int, _ name: String) -> String? {
      count == 0 ? nil : "\(count) \(name)\(count == 1 ? "" : "s")"
    }
    let units = [
      unit(parts.days, "day"), unit(parts.hours, "hour"), unit(parts.minutes, "minute"),
      unit(parts.seconds, "second"),
    ].compactMap { $0 }
    return units.isEmpty ? "0 seconds" : units.joined(separator: " ")
  }

  func percent(_ share: Double) -> String { NumberWords.percent(share, point: ".") + "%" }
  func number(_ value: Double) -> String { NumberWords.decimal(value, point: ".") }

  func date(_ date: LocalDate) -> String {
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October",
      "November", "December",
    ]
    let (year, month, day) = date.components
    return "\(days[date.weekday]) \(day) \(months[month - 1]) \(year)"
  }

  func moment(_ day: String, _ clock: String) -> String { "\(day), \(clock)" }

  func zone(_ name: String, hours: String) -> String {
    name == "UTC" ? "UTC" : "\(name), UTC\(hours)"
  }

  func quote(_ text: String) -> String { "“\(text)”" }
  func list(_ items: [String]) -> String { NumberWords.list(items, and: " and ") }

  func component(_ component: Component) -> String {
    let on = component.server.isEmpty ? "" : " on \(component.server)"
    return switch component.service {
    case "vote": "the vote page"
    case "result": "the result page"
    case "journey": "the journey of a vote"
    case "worker": "the worker\(on)"
    case "postgres": "PostgreSQL\(on)"
    case "redis": "Redis\(on)"
    case "host": component.server.isEmpty ? "a server" : "the server \(component.server)"
    case "docker":
      component.name.isEmpty ? "Docker\(on)" : "the container \(component.name)\(on)"
    case "backup": "the backup\(on)"
    case "monitoring": "the monitoring\(on)"
    case "exporter": "the exporter \(component.name)\(on)"
    default: component.service + on
    }
  }

  let probesWord = "probes"
  func probes(of service: String) -> String {
    service == "journey"
      ? "journeys of users" : "probes of \(component(Component(service: service)))"
  }

  func toFill(_ question: String, words: Int) -> String {
    "To be written by a person, about \(words) words: \(question)"
  }

  // MARK: - Post-mortem

  func title(_ what: String, day: String) -> String { "Post-mortem: \(what), \(day)" }
  func unavailable(_ services: [String]) -> String { "\(list(services)) unavailable" }
  func alertTitle(_ alert: String) -> String { alert }
  let issueSummary = "Issue Summary"
  let timeline = "Timeline"
  let rootCauseAndResolution = "Root cause and resolution"
  let measures = "Corrective and preventative measures"
  let durationWord = "Duration."
  let impactWord = "Impact."
  let rootCauseWord = "Root cause."
  let resolutionWord = "Resolution."

  func lasted(
    from start: String, to end: String, endDay: String?, zone: String, duration: String
  ) -> String {
    "From \(start) to \(endDay.map { moment($0, end) } ?? end) (\(zone)): \(duration)."
  }
  func stillOpen(since start: String, zone: String, duration: String) -> String {
    "Since \(start) (\(zone)), for \(duration) so far: it is not over."
  }
  func endUnknown(from start: String, lastSeen: String, zone: String) -> String {
    "From \(start) (\(zone)); its end is not known, because nothing was measured after \(lastSeen)."
  }
  func contractDowntime(_ duration: String) -> String {
    "Of that, \(duration) of unavailability count against the contract."
  }
  let contractDowntimeUnknown =
    "How much of it counts against the contract is not known."
  func contractPartlyUnknown(_ duration: String) -> String {
    "For \(duration) it is not known whether they count."
  }
  func couldNotBeUsed(_ service: String, duration: String) -> String {
    "\(service.capitalisedFirst) could not be used for \(duration)."
  }
  func usersFeltNothing() -> String { "No probe of a page failed for long." }
  func failedShare(_ probes: String, failed: String, all: String, share: String) -> String {
    "Of \(all) \(probes), \(failed) failed (\(share))."
  }
  func shareUnknown(_ probes: String) -> String {
    "How many \(probes) failed is not known."
  }
  func notMeasured(from start: String, to end: String) -> String {
    "Nothing was measured from \(start) to \(end)."
  }
  func probableCause(_ component: String, evidence: String) -> String {
    "Alerts point to \(component) (\(evidence))."
  }
  let causeUnknown = "Alerts name no cause."
  let askImpact = "how many people were concerned, and what they saw"
  let askCause = "the root cause in one or two sentences; confirm or correct what alerts point to"
  let askTimeline = "what was looked into, who decided what, which paths led nowhere"
  let askCauseDetail =
    "why it failed, why that reached users, and why nothing prevented it (ask why until the answer can be changed)"
  let askResolution = "what was done to restore, why it worked, and how that was verified"
  let askMeasure = "another measure that is particular to this incident"
  let askOwner = "who, until when"
  func timesAre(in zone: String) -> String { "All times are local (\(zone))." }
  func failed(_ component: String, evidence: String) -> String {
    "\(component.capitalisedFirst) failed (\(evidence))."
  }
  func detected(by alert: String, after delay: String) -> String {
    "Detected by the alert \(alert), \(delay) after the first sign."
  }
  let notDetected = "No alert detected it."
  func alertFired(_ alert: String) -> String { "The alert \(alert) fired." }
  func furtherAlerts(_ count: Int, names: String) -> String {
    "\(count) more alert\(count == 1 ? "" : "s") fired: \(names)."
  }
  func told(_ whom: Recipient, by way: String, end: Bool) -> String {
    let who = whom == .client ? "The client" : "The team"
    return "\(who) was told \(end ? "of the end" : "of it")\(way.isEmpty ? "" : " by \(way)")."
  }
  func furtherNotices(_ count: Int) -> String {
    "\(count) more notice\(count == 1 ? " was" : "s were") sent until the end."
  }
  let noticesUnknown = "When notices arrived is not known."
  func recovered(_ component: String) -> String { "\(component.capitalisedFirst) worked again." }
  let endNotKnown = "The end was not measured."
  func entry(_ kind: JournalEntry.Kind, by: String) -> String {
    let by = by.isEmpty ? "" : " by \(by)"
    return switch kind {
    case .note: "Noted\(by):"
    case .ack: "Acknowledged\(by)."
    case .escalate: "Escalated\(by) to"
    case .wrongPath: "A path that led nowhere\(by.isEmpty ? "" : ", noted" + by):"
    }
  }
  func order(_ components: [String]) -> String {
    components.count == 1
      ? "One component failed: \(components[0])."
      : "Components failed in this order, as exactly as it was measured: \(components.joined(separator: ", then "))."
  }
  let nothingFailed = "No component is known to have failed."
  func endedAlerts(at time: String) -> String { "The last alert ended at \(time)." }
  func chartCaption(_ id: String) -> String {
    "Incident \(id): probes, alerts and notices in the course of time"
  }

  // MARK: - Notice

  func noticeLines() -> (
    what: String, when: String, why: String, corrected: String, prevented: String
  ) { ("What:", "When:", "Why:", "Corrected:", "Prevented:") }
  let noticeWhy = "the cause in words that the client understands"
  let noticePrevented = "what is done so that it does not happen again, until when"

  // MARK: - Review

  func reviewTitle(from: String, to: String) -> String { "Incidents from \(from) to \(to)" }
  let incidentHeader = [
    "incident", "start", "end", "duration", "services", "worst alert", "contract downtime",
  ]
  let reviewHeader = [
    "Incident", "Services", "Time to detect", "Time to notify", "Time to restore", "Budget spent",
    "Cause by alerts",
  ]
  func median(_ count: Int) -> String { "Median of \(count)" }
  func budgetTitle() -> String { "Budget of 30 days" }
  let budgetHeader = ["Service", "Minutes allowed", "Spent", "Left", "Spent in percent"]
  let budgetUnknown = "The budget is not known: Prometheus has no series slo:budget:minutes30d."
  let repeatedTitle = "Repeated causes"
  func repeated(_ cause: String, times: Int) -> String { "\(cause), \(times) times" }
  let nothingRepeated = "No cause came twice."
  let proposals = "Proposals for resilience:"
  let noIncidents = "No incidents."
  func openMark(_ text: String) -> String { "\(text), not over" }
  let warning = "warning"
  let notesOfReview =
    "Time to detect is from the first sign to the first alert, time to notify to the first notice to the client, time to restore to the end. The budget is spent by downtime in contract hours."
  func byAlert(_ delay: String) -> String { "\(delay) (alert; notices were not kept)" }

  // MARK: - Chart

  let chartFailed = "failed"
  let chartWell = "well"
  let chartNoData = "no data"
  let chartFiring = "alert fires"
  let chartPending = "condition holds"
  let chartNotice = "notice"
  let chartEntry = "journal"

  // MARK: - Remedies

  func remedies(for cause: Cause) -> [String] {
    switch cause {
    case .database:
      [
        "a standby with streaming replication, and a rehearsed switch to it",
        "start the service again by itself after a crash, and check its limits of memory and disk",
        "have the pages bear a database that is away: wait, retry, say so",
      ]
    case .connections:
      [
        "a pool (PgBouncer) between application and database",
        "limits for each user, and idle_in_transaction_session_timeout",
        "close connections in the application; an alert at 80% of max_connections",
      ]
    case .cache:
      [
        "persistence by AOF and a replica with Sentinel",
        "maxmemory with a policy that fits a queue (noeviction), and an alert before it is full",
        "have the vote page keep votes while Redis is away",
      ]
    case .worker:
      [
        "two workers, started again by themselves",
        "a deadline for each vote that is processed, and reconnection to Redis and PostgreSQL",
        "a limit for the age of the oldest vote in the queue that pages",
      ]
    case .container:
      [
        "a restart policy and a health check for each container",
        "limits of memory that are measured, not guessed",
        "images by digest, so that what is started again is the same",
      ]
    case .disk:
      [
        "rotation of logs and a limit for what the journal keeps",
        "data, logs and system on volumes of their own",
        "an alert on when the disk will be full, not only on how full it is",
      ]
    case .cpu:
      [
        "limits of CPU for each service (CPUQuota), so that one cannot starve the others",
        "a second instance behind a load balancer",
        "heavy jobs outside of contract hours",
      ]
    case .memory:
      [
        "limits of memory for each service, so that the right one is ended",
        "find the leak by the dashboard of processes, and restart before it is felt",
        "swap or more memory after measuring",
      ]
    case .requests:
      [
        "limits of requests and connections for each address in front of the pages (nginx limit_req, limit_conn)",
        "short timeouts for idle connections",
        "a list of addresses to refuse, ready to be used",
      ]
    case .certificate:
      [
        "renewal by a timer, with a test of it each week",
        "an alert three weeks before the end",
        "a reload after each renewal",
      ]
    case .server:
      [
        "a second server for what stands on this one",
        "a way in that does not need this network (console of the host)",
        "a written order of starting things after a failure, rehearsed",
      ]
    case .backup:
      [
        "a restoration each week, by a timer, into an empty place",
        "a second copy off the host",
        "an alert on the age and size of the newest copy",
      ]
    case .monitoring:
      [
        "a second vantage point on another machine",
        "a dead man's switch for Prometheus and Alertmanager",
        "start exporters again by themselves, with limits of their own",
      ]
    case .page:
      [
        "two instances of the page behind a load balancer with health checks",
        "start the service again by itself after a crash",
        "a check of the page after each deployment, and a way back",
      ]
    }
  }
}
