import Shared

/// All that is said in French.
struct French: Language {
  let code = "fr"
  let notKnown = "inconnu"

  func duration(_ seconds: Double) -> String {
    let parts = DurationParts(seconds)
    func unit(_ count: Int, _ name: String) -> String? {
      count == 0 ? nil : "\(count) \(name)\(count == 1 ? "" : "s")"
    }
    let units = [
      unit(parts.days, "jour"), unit(parts.hours, "heure"), unit(parts.minutes, "minute"),
      unit(parts.seconds, "seconde"),
    ].compactMap { $0 }
    return units.isEmpty ? "0 seconde" : units.joined(separator: " ")
  }

  // Spaces before % and : do not break, as French wants them.
  func percent(_ share: Double) -> String { NumberWords.percent(share, point: ",") + "\u{A0}%" }
  func number(_ value: Double) -> String { NumberWords.decimal(value, point: ",") }

  func date(_ date: LocalDate) -> String {
    let days = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    let months = [
      "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
      "octobre",
      "novembre", "décembre",
    ]
    let (year, month, day) = date.components
    return "\(days[date.weekday]) \(day == 1 ? "1er" : "\(day)") \(months[month - 1]) \(year)"
  }

  func moment(_ day: String, _ clock: String) -> String { "\(day) à \(clock)" }

  func zone(_ name: String, hours: String) -> String {
    name == "UTC" ? "UTC" : "\(name), UTC\(hours)"
  }

  func quote(_ text: String) -> String { "«\u{A0}\(text)\u{A0}»" }
  func list(_ items: [String]) -> String { NumberWords.list(items, and: " et ") }

  func component(_ component: Component) -> String {
    let on = component.server.isEmpty ? "" : " sur \(component.server)"
    return switch component.service {
    case "vote": "la page de vote"
    case "result": "la page des résultats"
    case "journey": "le parcours d’un vote"
    case "worker": "le worker\(on)"
    case "postgres": "PostgreSQL\(on)"
    case "redis": "Redis\(on)"
    case "host": component.server.isEmpty ? "un serveur" : "le serveur \(component.server)"
    case "docker":
      component.name.isEmpty ? "Docker\(on)" : "le conteneur \(component.name)\(on)"
    case "backup": "la sauvegarde\(on)"
    case "monitoring": "la surveillance\(on)"
    case "exporter": "l’exporteur \(component.name)\(on)"
    default: component.service + on
    }
  }

  let probesWord = "sondes"
  func probes(of service: String) -> String {
    switch service {
    case "journey": "parcours d’utilisateurs"
    case "vote": "sondes de la page de vote"
    case "result": "sondes de la page des résultats"
    default: "sondes du service \(service)"
    }
  }

  func toFill(_ question: String, words: Int) -> String {
    "À rédiger par une personne, environ \(words) mots\u{A0}: \(question)"
  }

  // MARK: - Post-mortem

  func title(_ what: String, day: String) -> String { "Post-mortem\u{A0}: \(what), \(day)" }
  func unavailable(_ services: [String]) -> String { "indisponibilité, \(list(services))" }
  func alertTitle(_ alert: String) -> String { alert }
  let issueSummary = "Résumé de l’incident"
  let timeline = "Chronologie"
  let rootCauseAndResolution = "Cause racine et résolution"
  let measures = "Mesures correctives et préventives"
  let durationWord = "Durée."
  let impactWord = "Impact."
  let rootCauseWord = "Cause racine."
  let resolutionWord = "Résolution."

  func lasted(
    from start: String, to end: String, endDay: String?, zone: String, duration: String
  ) -> String {
    let until = endDay.map { "au \(moment($0, end))" } ?? "à \(end)"
    return "Du \(start) jusqu’\(until) (\(zone))\u{A0}: \(duration)."
  }
  func stillOpen(since start: String, zone: String, duration: String) -> String {
    "Depuis le \(start) (\(zone)), soit \(duration) jusqu’ici\u{A0}: l’incident n’est pas terminé."
  }
  func endUnknown(from start: String, lastSeen: String, zone: String) -> String {
    "Depuis le \(start) (\(zone))\u{A0}; la fin est inconnue, car rien n’a été mesuré après \(lastSeen)."
  }
  func contractDowntime(_ duration: String) -> String {
    "Sur ce total, \(duration) d’indisponibilité comptent dans les heures du contrat."
  }
  let contractDowntimeUnknown =
    "La part qui compte dans les heures du contrat est inconnue."
  func contractPartlyUnknown(_ duration: String) -> String {
    "Pour \(duration), on ne sait pas si elles comptent."
  }
  func couldNotBeUsed(_ service: String, duration: String) -> String {
    "\(service.capitalisedFirst)\u{A0}: hors d’usage pendant \(duration)."
  }
  func usersFeltNothing() -> String { "Aucune sonde d’une page n’a échoué longtemps." }
  func failedShare(_ probes: String, failed: String, all: String, share: String) -> String {
    "\(probes.capitalisedFirst)\u{A0}: \(failed) échecs sur \(all) (\(share))."
  }
  func shareUnknown(_ probes: String) -> String {
    "\(probes.capitalisedFirst)\u{A0}: nombre d’échecs inconnu."
  }
  func notMeasured(from start: String, to end: String) -> String {
    "Rien n’a été mesuré de \(start) à \(end)."
  }
  func probableCause(_ component: String, evidence: String) -> String {
    "Les alertes désignent \(component) (\(evidence))."
  }
  let causeUnknown = "Les alertes ne désignent aucune cause."
  let askImpact = "combien de personnes ont été touchées, et ce qu’elles ont vu"
  let askCause =
    "la cause racine en une ou deux phrases ; confirmer ou corriger ce que désignent les alertes"
  let askTimeline = "ce qui a été examiné, qui a décidé quoi, quelles pistes n’ont mené à rien"
  let askCauseDetail =
    "pourquoi la panne, pourquoi elle a atteint les utilisateurs, pourquoi rien ne l’a empêchée (demander pourquoi jusqu’à ce que la réponse puisse être changée)"
  let askResolution =
    "ce qui a été fait pour rétablir, pourquoi cela a marché, comment cela a été vérifié"
  let askMeasure = "une autre mesure propre à cet incident"
  let askOwner = "qui, pour quand"
  func timesAre(in zone: String) -> String { "Toutes les heures sont locales (\(zone))." }
  func failed(_ component: String, evidence: String) -> String {
    "Panne\u{A0}: \(component) (\(evidence))."
  }
  func detected(by alert: String, after delay: String) -> String {
    "Détecté par l’alerte \(alert), \(delay) après le premier signe."
  }
  let notDetected = "Aucune alerte ne l’a détecté."
  func alertFired(_ alert: String) -> String { "L’alerte \(alert) s’est déclenchée." }
  func furtherAlerts(_ count: Int, names: String) -> String {
    count == 1
      ? "Une autre alerte s’est déclenchée\u{A0}: \(names)."
      : "\(count) autres alertes se sont déclenchées\u{A0}: \(names)."
  }
  func told(_ whom: Recipient, by way: String, end: Bool) -> String {
    let who = whom == .client ? "Le client a été prévenu" : "L’équipe a été prévenue"
    return "\(who)\(end ? " de la fin" : "")\(way.isEmpty ? "" : " par \(way)")."
  }
  func furtherNotices(_ count: Int) -> String {
    count == 1
      ? "Un autre avis a été envoyé jusqu’à la fin."
      : "\(count) autres avis ont été envoyés jusqu’à la fin."
  }
  let noticesUnknown = "L’heure d’arrivée des avis est inconnue."
  func recovered(_ component: String) -> String {
    "De nouveau en service\u{A0}: \(component)."
  }
  let endNotKnown = "La fin n’a pas été mesurée."
  func entry(_ kind: JournalEntry.Kind, by: String) -> String {
    let by = by.isEmpty ? "" : " par \(by)"
    return switch kind {
    case .note: "Noté\(by)\u{A0}:"
    case .ack: "Pris en charge\(by)."
    case .escalate: "Escalade\(by) vers"
    case .wrongPath: "Fausse piste\(by.isEmpty ? "" : ", notée" + by)\u{A0}:"
    }
  }
  func order(_ components: [String]) -> String {
    components.count == 1
      ? "Un seul composant est tombé en panne\u{A0}: \(components[0])."
      : "Ordre des pannes, autant que la mesure le permet\u{A0}: \(components.joined(separator: ", puis "))."
  }
  let nothingFailed = "Aucune panne de composant n’est connue."
  func endedAlerts(at time: String) -> String { "La dernière alerte a pris fin à \(time)." }
  func chartCaption(_ id: String) -> String {
    "Incident \(id)\u{A0}: sondes, alertes et avis au fil du temps"
  }

  // MARK: - Notice

  func noticeLines() -> (
    what: String, when: String, why: String, corrected: String, prevented: String
  ) {
    (
      "Quoi\u{A0}:", "Quand\u{A0}:", "Pourquoi\u{A0}:", "Correction\u{A0}:", "Prévention\u{A0}:"
    )
  }
  let noticeWhy = "la cause, en mots que le client comprend"
  let noticePrevented = "ce qui est fait pour que cela ne se reproduise pas, et pour quand"

  // MARK: - Review

  func reviewTitle(from: String, to: String) -> String { "Incidents du \(from) au \(to)" }
  let incidentHeader = [
    "incident", "début", "fin", "durée", "services", "pire alerte", "indisponibilité au contrat",
  ]
  let reviewHeader = [
    "Incident", "Services", "Délai de détection", "Délai d’information",
    "Délai de rétablissement", "Budget dépensé", "Cause d’après les alertes",
  ]
  func median(_ count: Int) -> String { "Médiane de \(count)" }
  func budgetTitle() -> String { "Budget sur 30 jours" }
  let budgetHeader = ["Service", "Minutes permises", "Dépensées", "Restantes", "Part dépensée"]
  let budgetUnknown =
    "Le budget est inconnu\u{A0}: Prometheus n’a pas de série slo:budget:minutes30d."
  let repeatedTitle = "Causes répétées"
  func repeated(_ cause: String, times: Int) -> String { "\(cause), \(times) fois" }
  let nothingRepeated = "Aucune cause n’est venue deux fois."
  let proposals = "Propositions pour la résilience\u{A0}:"
  let noIncidents = "Aucun incident."
  func openMark(_ text: String) -> String { "\(text), en cours" }
  let warning = "avertissement"
  let notesOfReview =
    "Le délai de détection va du premier signe à la première alerte, celui d’information au premier avis au client, celui de rétablissement à la fin. Le budget est dépensé par l’indisponibilité dans les heures du contrat."
  func byAlert(_ delay: String) -> String { "\(delay) (alerte ; les avis n’ont pas été gardés)" }

  // MARK: - Chart

  let chartFailed = "en échec"
  let chartWell = "en service"
  let chartNoData = "sans données"
  let chartFiring = "alerte"
  let chartPending = "condition remplie"
  let chartNotice = "avis"
  let chartEntry = "journal"

  // MARK: - Remedies

  func remedies(for cause: Cause) -> [String] {
    switch cause {
    case .database:
      [
        "un serveur de secours avec réplication, et une bascule répétée en exercice",
        "redémarrage automatique après une panne, limites de mémoire et de disque vérifiées",
        "des pages qui supportent une base absente : attendre, réessayer, le dire",
      ]
    case .connections:
      [
        "un pool (PgBouncer) entre l’application et la base",
        "des limites par utilisateur, et idle_in_transaction_session_timeout",
        "fermer les connexions dans l’application ; une alerte à 80 % de max_connections",
      ]
    case .cache:
      [
        "persistance AOF et un réplica avec Sentinel",
        "maxmemory avec une politique qui convient à une file (noeviction), et une alerte avant la limite",
        "une page de vote qui garde les votes pendant l’absence de Redis",
      ]
    case .worker:
      [
        "deux workers, redémarrés automatiquement",
        "un délai maximal par vote traité, et la reconnexion à Redis et PostgreSQL",
        "une limite d’âge du plus ancien vote en attente, qui alerte",
      ]
    case .container:
      [
        "une politique de redémarrage et un contrôle de santé par conteneur",
        "des limites de mémoire mesurées, non devinées",
        "des images par empreinte, pour redémarrer la même chose",
      ]
    case .disk:
      [
        "rotation des journaux et limite de ce qui est gardé",
        "données, journaux et système sur des volumes séparés",
        "une alerte sur la date à laquelle le disque sera plein, et pas seulement sur son niveau",
      ]
    case .cpu:
      [
        "des limites de CPU par service (CPUQuota), pour qu’aucun n’affame les autres",
        "une deuxième instance derrière un répartiteur de charge",
        "les travaux lourds hors des heures du contrat",
      ]
    case .memory:
      [
        "des limites de mémoire par service, pour que le bon soit arrêté",
        "trouver la fuite grâce au tableau des processus, et redémarrer avant qu’elle se sente",
        "du swap ou plus de mémoire, après mesure",
      ]
    case .requests:
      [
        "des limites de requêtes et de connexions par adresse devant les pages (nginx limit_req, limit_conn)",
        "des délais courts pour les connexions inactives",
        "une liste d’adresses à refuser, prête à l’emploi",
      ]
    case .certificate:
      [
        "renouvellement par un timer, essayé chaque semaine",
        "une alerte trois semaines avant la fin",
        "un rechargement après chaque renouvellement",
      ]
    case .server:
      [
        "un deuxième serveur pour ce qui se trouve sur celui-ci",
        "un accès qui ne dépend pas de ce réseau (console de l’hébergeur)",
        "un ordre de redémarrage écrit et répété en exercice",
      ]
    case .backup:
      [
        "une restauration chaque semaine, par un timer, dans un endroit vide",
        "une deuxième copie hors de l’hôte",
        "une alerte sur l’âge et la taille de la copie la plus récente",
      ]
    case .monitoring:
      [
        "un deuxième point de vue, sur une autre machine",
        "un dispositif d’homme mort pour Prometheus et Alertmanager",
        "le redémarrage automatique des exporteurs, avec leurs propres limites",
      ]
    case .page:
      [
        "deux instances de la page derrière un répartiteur de charge avec contrôles de santé",
        "le redémarrage automatique après une panne",
        "un contrôle de la page après chaque déploiement, et un retour en arrière possible",
      ]
    }
  }
}
