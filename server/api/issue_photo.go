package api

import (
	"context"
	"slices"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/photo"
)

var aboutIssuePhoto = about{
	id: "issuePhoto", tag: tagIssues, access: rightTo(access.IssueRead, somewhere),
	zh: "问题的照片", en: "A photo of an issue",
	note:     "已转正、去除拍摄信息的 JPEG；原图作为证据保存，不在此提供。\n\nA JPEG, upright and without what the camera wrote; the original is kept as evidence and is not given out here.",
	produces: []string{jpegType},
	answer:   pictureAnswer,
	problems: []fault.Code{fault.IssueNotFound, fault.PhotoNotFound, fault.PhotosUnkept},
}

type issuePhotoInput struct {
	IssueInput
	Photo string `path:"photo" maxLength:"100" doc:"照片编号 · The photo's id" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	Size  string `query:"size" enum:"large,small" default:"large" doc:"大小 · Size"`
}

func (s *Server) issuePhoto(ctx context.Context, in *issuePhotoInput) (*written, error) {
	i, err := s.issueWithin(ctx, in.who, in.ID)
	if err != nil {
		return nil, err
	}
	return s.issuePicture(ctx, &i, in.Photo, in.Size, func(issue.Photo) bool { return true })
}

// issuePicture opens a photo of the issue that the caller may see; one of another issue is
// none.
func (s *Server) issuePicture(ctx context.Context, i *issue.Issue, id, size string, shown func(issue.Photo) bool) (*written, error) {
	if !slices.ContainsFunc(i.Photos, func(p issue.Photo) bool { return p.ID == id && shown(p) }) {
		return nil, fault.New(fault.PhotoNotFound, "photo", fault.With{"photo": id})
	}
	return s.servePhoto(ctx, i.City, id, photo.Size(size))
}
