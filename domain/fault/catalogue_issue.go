package fault

// What can be wrong with a report of an issue.
const (
	IssueNotFound    Code = "issue_not_found"
	IssueExists      Code = "issue_exists"
	IssueIDInvalid   Code = "issue_id_invalid"
	OutsideTaken     Code = "outside_taken"
	OutsideInvalid   Code = "outside_invalid"
	SourceUnknown    Code = "source_unknown"
	PlaceOutside     Code = "place_outside"
	ConditionUnknown Code = "condition_unknown"
	PhotosTooFew     Code = "photos_too_few"
	PhotosTooMany    Code = "photos_too_many"
	PhotoKindUnknown Code = "photo_kind_unknown"
	FutureTime       Code = "future_time"
	AccuracyInvalid  Code = "accuracy_invalid"
)

// What can be wrong with an action on an issue.
const (
	ActionUnknown     Code = "action_unknown"
	ActionImpossible  Code = "action_impossible"
	CommandReused     Code = "command_reused"
	CommandInvalid    Code = "command_invalid"
	ReasonMissing     Code = "reason_missing"
	PositionMissing   Code = "position_missing"
	TooFar            Code = "too_far"
	UntilInvalid      Code = "until_invalid"
	NotInHands        Code = "not_in_hands"
	OwnCheck          Code = "own_check"
	HandsImpossible   Code = "hands_impossible"
	CandidateUnknown  Code = "candidate_unknown"
	BodiesMissing     Code = "bodies_missing"
	BodyNotCalled     Code = "body_not_called"
	MergeIntoItself   Code = "merge_into_itself"
	MergeIntoMissing  Code = "merge_into_missing"
	MergeClosed       Code = "merge_closed"
	MergeTooFar       Code = "merge_too_far"
	MergeIntoLater    Code = "merge_into_later"
	FieldNotWanted    Code = "field_not_wanted"
	IssueTooLong      Code = "issue_too_long"
	RequestPending    Code = "request_pending"
	NoRequest         Code = "no_request"
	OwnRequest        Code = "own_request"
	PostponedTooOften Code = "postponed_too_often"
	OverdueNoPostpone Code = "overdue_no_postponement"
	SuspendedAlready  Code = "suspended_already"
	AppealedAlready   Code = "appealed_already"
	WhistledAlready   Code = "whistled_already"
	ArrivedAlready    Code = "arrived_already"
	ReporterUnknown   Code = "reporter_unknown"
	TimeBackwards     Code = "time_backwards"
)

func init() {
	extend(map[Code]entry{
		IssueNotFound:    {Missing, "没有这个问题。", "There is no such issue."},
		IssueExists:      {Conflict, "编号 {id} 已用于另一个上报；同一次上报重发应内容相同，新的上报须用新的编号。", "The id {id} belongs to another report; to send a report again, send the same, and a new report wants a new id."},
		IssueIDInvalid:   {Invalid, "上报编号须为 UUID。", "The id of a report must be a UUID."},
		OutsideTaken:     {Conflict, "外部工单号 {outside} 已经登记。", "The order {outside} is here already."},
		OutsideInvalid:   {Invalid, "外部工单号无效；最长 {max} 字节。", "Not a number of an order; at most {max} bytes."},
		SourceUnknown:    {Invalid, "未知来源 {source}；可用 {known}。", "Unknown source {source}; use {known}."},
		PlaceOutside:     {Invalid, "位置（经度 {lng}，纬度 {lat}）不在本市任何责任单元内；请核对坐标与坐标系。", "The place (longitude {lng}, latitude {lat}) is in no unit of the city; see to the position and its datum."},
		ConditionUnknown: {Invalid, "类别 {category} 没有立案条件 {condition}；可用 {known}。", "Category {category} has no filing condition {condition}; use {known}."},
		PhotosTooFew:     {Invalid, "照片不够：至少要 {min} 张，收到 {given} 张（类型：{kind}）。", "Too few photos: at least {min} are needed, {given} were given (kind: {kind})."},
		PhotosTooMany:    {TooLarge, "照片过多，上限 {max} 张。", "Too many photos: at most {max}."},
		PhotoKindUnknown: {Invalid, "未知照片类型 {kind}；可用 {known}。", "Unknown kind of photo {kind}; use {known}."},
		FutureTime:       {Invalid, "时间 {at} 在将来；请核对设备时钟。", "The time {at} lies in the future; see to the clock of the device."},
		AccuracyInvalid:  {Invalid, "定位精度 {metres} 米无效；须在 0 到 {max} 米之间。", "Not an accuracy: {metres} m; it lies between 0 and {max} m."},

		ActionUnknown:     {Invalid, "未知动作 {action}。", "Unknown action {action}."},
		ActionImpossible:  {Conflict, "问题现为“{state}”，不能执行 {action}；现在可以：{possible}。", "The issue is in the state {state}, where {action} is not possible; possible now: {possible}."},
		CommandReused:     {Conflict, "指令编号 {command} 已用于别的指令（{action}）；内容不同的指令须用新的编号。", "The command id {command} was used for something else ({action}); a command with other content wants a new id."},
		CommandInvalid:    {Invalid, "指令编号须为 UUID。", "The id of a command must be a UUID."},
		ReasonMissing:     {Invalid, "请说明理由。", "A reason is needed."},
		PositionMissing:   {Invalid, "需要现场定位。", "The position on the spot is needed."},
		TooFar:            {Invalid, "距问题位置 {metres} 米，须在 {max} 米以内。", "That is {metres} m from the place; it must be within {max} m."},
		UntilInvalid:      {Invalid, "截止时间 {until} 无效；须在 {from} 之后、{max} 之前。", "Not an end: {until}; it must be after {from} and before {max}."},
		NotInHands:        {Conflict, "问题不在您或您所在机构手中。", "The issue is not in your hands or those of your body."},
		OwnCheck:          {Conflict, "不能核查自己处置的问题。", "Nobody checks what they handled themselves."},
		HandsImpossible:   {Invalid, "不能派遣至此：{hands}；可选 {known}。", "It cannot go to {hands}; possible are {known}."},
		CandidateUnknown:  {Invalid, "单元 {unit} 不是该位置的候选；可选 {known}。", "Unit {unit} is no candidate for the place; possible are {known}."},
		BodiesMissing:     {Invalid, "请指明须报到的部门。", "Name the bodies that must come."},
		BodyNotCalled:     {Conflict, "机构 {body} 未被吹哨。", "Nobody whistled for {body}."},
		MergeIntoItself:   {Invalid, "不能并入自身。", "An issue cannot become part of itself."},
		MergeIntoMissing:  {Invalid, "请指明并入的问题；没有问题 {into}。", "Say what it becomes part of; there is no issue {into}."},
		MergeTooFar:       {Conflict, "与问题 {number} 相距 {metres} 米，超过 {max} 米，不是同一处。", "Issue {number} is {metres} m away, more than {max} m: that is another place."},
		MergeClosed:       {Conflict, "问题 {number} 已办结或已并案（{state}），不能并入。", "Issue {number} is over ({state}), nothing becomes part of it."},
		MergeIntoLater:    {Conflict, "问题 {number} 上报在后；应将它并入本问题，先上报的保留编号与时限。", "Issue {number} was reported later; merge that one into this one: the first to be reported keeps its number and its clocks."},
		FieldNotWanted:    {Invalid, "动作 {action} 不需要此项。", "The action {action} does not want this."},
		IssueTooLong:      {TooLarge, "该问题的经过过长，上限 {max} 条；请结案后另行上报。", "The issue has too long a history: at most {max} events; close it and report another."},
		RequestPending:    {Conflict, "已有申请（{request}）待审批。", "A request ({request}) waits for a decision already."},
		NoRequest:         {Conflict, "没有待审批的申请。", "No request waits for a decision."},
		OwnRequest:        {Conflict, "不能审批自己的申请。", "Nobody decides on their own request."},
		PostponedTooOften: {Conflict, "延期最多 {max} 次，已用完。", "It can be postponed {max} times, no more."},
		OverdueNoPostpone: {Conflict, "已超期，不能申请延期。", "It is overdue and can no longer be postponed."},
		SuspendedAlready:  {Conflict, "挂账只能一次，已用过。", "It can be suspended once, and was."},
		AppealedAlready:   {Conflict, "申诉只能一次，已提过。", "An appeal can be made once, and was."},
		WhistledAlready:   {Conflict, "已吹哨，须等到场或逾期后再吹。", "Somebody whistled already; wait until they came, or should have."},
		ArrivedAlready:    {Conflict, "机构 {body} 已报到。", "{body} has reported already."},
		TimeBackwards:     {Invalid, "时间 {at} 早于上一步的 {last}。", "{at} is before the step that came last, {last}."},
		ReporterUnknown:   {Conflict, "不是本问题的上报人，或已评价。", "Not a reporter of this issue, or one who has answered."},
	})
}
