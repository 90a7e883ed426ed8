// Short names for the nouns of the generated schema. One word for one thing:
// these are the names of care.
import type { components } from './schema'

type S = components['schemas']

export type Incident = S['IncidentItem']
export type IncidentFile = S['IncidentDetail']
export type Feedback = S['Feedback']
export type Responder = S['Responder']
export type Order = S['OrderItem'] & Partial<Pick<S['OrderDetail'], 'elder' | 'household' | 'incident' | 'asked' | 'keys'>>
export type Visit = S['VisitItem']
export type VisitAsked = S['VisitAsked']
export type VisitTold = Omit<S['TellInBody'], '$schema'>
export type Miss = S['MissItem']
export type Provider = S['Provider']
export type Statement = S['StatementView']
export type StatementLine = S['StatementLine']
export type Elder = S['ElderItem']
export type ElderFile = S['ElderDetail']
export type Contact = S['Contact']
export type HomeKey = S['KeyItem']
export type KeyVerb = S['KeyActInBody']['what']
export type FamilyMonth = S['FamilyPage']
export type Device = S['DeviceItem']
export type Installation = S['InstallationItem']
export type FieldHome = S['FieldHome']
export type Fence = S['Fence']
export type FencePlace = S['FencePlace']
export type Spot = S['Spot']
export type Press = S['Press']
export type Ticket = S['TicketItem']
export type TicketFile = S['TicketDetail']
export type TicketKind = Ticket['kind']
export type TicketState = Ticket['state']
export type Article = S['ArticleItem']
export type FollowUp = S['FollowUpItem']
export type FollowUpFile = S['FollowUpDetail']
export type Audit = S['AuditItem']
export type AuditFile = S['AuditDetail']
export type Times = S['TimesView']
export type LateAnswer = S['LateAnswer']
export type Home = S['Home']
export type Refusal = S['Refusal']
export type Source = S['Source']
export type SourceDraft = Omit<S['DryInBody'], 'topic' | 'payload'>
export type DryRun = S['DryRun']
export type Minutes = S['Minutes']
export type UnprotectedHome = S['UnprotectedHome']
export type ProtectedPlace = S['ProtectedPlace']
export type HomeMinutes = S['HomeMinutes']
export type HomeMonth = S['HomeMonth']
export type Proof = S['ProofItem']
export type Occupancy = S['Occupancy']
export type OccupiedBed = S['OccupiedBed']
export type Today = S['DayView']
export type Reading = S['LatestReading']
export type Point = S['Point']
export type Alert = S['AlertItem']
export type Rule = S['Rule']
export type Notice = S['Notice']
export type ChannelView = S['ChannelView']
export type Entry = S['Entry']
export type PhoneCall = S['PhoneItem']
export type PhoneFile = S['PhoneDetail']
export type Caller = S['CallerItem']
export type Nuisance = S['NuisanceItem']
export type Shift = S['ShiftView']
export type Book = S['Book']
export type Session = S['SessionView']
export type Staff = S['Staff']
export type Credential = S['Credential']
export type IssuedCredential = S['IssuedCredential']
export type StockReport = S['StockReport']
export type Claim = S['Claim']

export type Severity = Incident['severity']
export type IncidentState = Incident['state']
export type OrderState = Order['state']
export type Service = Order['service']
export type Role = Staff['role']
export type WhereaboutsState = S['Whereabouts']['state']

export interface List<T> { items: T[]; next: string | null }

export const ROLES: Role[] = ['operator', 'supervisor', 'manager', 'worker', 'leader', 'admin', 'auditor']
export const SERVICES: Service[] = [
  'meal', 'bathing', 'cleaning', 'medical', 'emergency', 'appointment', 'shopping', 'companionship', 'visit', 'repair', 'drill',
]
export const OUTCOMES = [
  'emergency_fall', 'emergency_illness', 'emergency_fire_gas', 'emergency_lost', 'emergency_mental', 'emergency_other',
  'help', 'child', 'by_mistake', 'device_fault', 'test', 'drill', 'nuisance', 'nobody_home', 'deceased',
] as const
export const TICKET_KINDS: TicketKind[] = ['consultation', 'complaint', 'suggestion', 'praise', 'report']
export const AUDIT_ITEMS = ['greeting', 'identity', 'script', 'manner', 'decision', 'handover', 'record'] as const
export const CENTER_KINDS = ['guidance', 'care_home', 'day_care', 'branch', 'station', 'rehab'] as const
